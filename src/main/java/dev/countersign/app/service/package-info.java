/**
 * The running service: verticles, metrics, and what wires the other packages together. Nothing else in Countersign
 * deploys a verticle or reads the clock of a server.
 */
@NullMarked
package dev.countersign.app.service;

import org.jspecify.annotations.NullMarked;
