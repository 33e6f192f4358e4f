/** Tests of the process: its commands, and how it starts and stops. */
@NullMarked
package dev.countersign.app;

import org.jspecify.annotations.NullMarked;
