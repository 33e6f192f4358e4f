/** The compact index of RubyGems. */
@NullMarked
package dev.countersign.packages.gems;

import org.jspecify.annotations.NullMarked;
