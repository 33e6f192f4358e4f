/** Tests of the adapters against real servers, and the servers themselves for tests of other packages. */
@NullMarked
package dev.countersign.store.redis;

import org.jspecify.annotations.NullMarked;
