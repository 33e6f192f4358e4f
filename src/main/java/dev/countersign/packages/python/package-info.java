/** The simple index of Python packages: PEP 503 (HTML), 691 (JSON), 592 (yanks), 658 and 714 (metadata files). */
@NullMarked
package dev.countersign.packages.python;

import org.jspecify.annotations.NullMarked;
