/**
 * The process: the command line's entry, configuration, and the verticles that wire the other packages together.
 * Nothing else in Countersign deploys a verticle or reads the environment and the clock of a server.
 */
@NullMarked
package dev.countersign.app;

import org.jspecify.annotations.NullMarked;
