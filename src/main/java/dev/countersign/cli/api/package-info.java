/**
 * The API of a service, as commands use it: the options that name the service, requests, answers, tasks, and
 * waiting.
 */
@NullMarked
package dev.countersign.cli.api;

import org.jspecify.annotations.NullMarked;
