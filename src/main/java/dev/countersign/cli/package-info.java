/**
 * Commands for people and programs: publishing artifacts through a server's API, and reading a repository as a TUF client.
 * Results go to standard output, progress and questions to standard error, and the exit status is one of {@link
 * dev.countersign.cli.Exit}.
 */
@NullMarked
package dev.countersign.cli;

import org.jspecify.annotations.NullMarked;
