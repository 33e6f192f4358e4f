@NullMarked
package dev.countersign.access.certificate;

import org.jspecify.annotations.NullMarked;
