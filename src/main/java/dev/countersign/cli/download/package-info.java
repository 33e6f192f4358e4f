/**
 * {@code countersign download}: artifacts fetched and checked as a TUF client does.
 */
@NullMarked
package dev.countersign.cli.download;

import org.jspecify.annotations.NullMarked;
