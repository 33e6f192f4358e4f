/**
 * What key holders decide: drafts of roots and delegations, what changes between two versions, and bundles that travel.
 * Pure: no files, no network, no clock; the commands bring those.
 */
@NullMarked
package dev.countersign.ceremony;

import org.jspecify.annotations.NullMarked;
