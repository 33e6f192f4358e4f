/** Tests of quickstart: its folder and its database. */
@NullMarked
package dev.countersign.app.quickstart;

import org.jspecify.annotations.NullMarked;
