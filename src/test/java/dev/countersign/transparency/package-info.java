/** What a public log is made of, against vectors of other implementations and of the specifications. */
@NullMarked
package dev.countersign.transparency;

import org.jspecify.annotations.NullMarked;
