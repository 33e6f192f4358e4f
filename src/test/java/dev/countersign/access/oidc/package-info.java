@NullMarked
package dev.countersign.access.oidc;

import org.jspecify.annotations.NullMarked;
