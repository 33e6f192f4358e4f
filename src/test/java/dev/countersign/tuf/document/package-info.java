/**
 * Tests of the package of the same name, and what they share.
 * Nothing here sleeps, and nothing is a stand-in for what it tests.
 */
@NullMarked
package dev.countersign.tuf.document;

import org.jspecify.annotations.NullMarked;
