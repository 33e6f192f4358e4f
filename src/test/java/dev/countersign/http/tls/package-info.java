/** Tests of the package of the same name, and an authority for tests of others. */
@NullMarked
package dev.countersign.http.tls;

import org.jspecify.annotations.NullMarked;
