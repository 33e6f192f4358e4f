/** {@code quickstart}: the service with a PostgreSQL of its own in one folder, and a repository to try. */
@NullMarked
package dev.countersign.app.quickstart;

import org.jspecify.annotations.NullMarked;
