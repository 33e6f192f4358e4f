/** Tests of the parts of a running service. */
@NullMarked
package dev.countersign.app.service;

import org.jspecify.annotations.NullMarked;
