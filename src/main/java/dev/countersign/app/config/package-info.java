/** The configuration, from its file, the environment and options to checked values. */
@NullMarked
package dev.countersign.app.config;

import org.jspecify.annotations.NullMarked;
