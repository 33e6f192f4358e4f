/** Tests of the process: its configuration, its commands, its embedded database, and how it starts and stops. */
@NullMarked
package dev.countersign.app;

import org.jspecify.annotations.NullMarked;
