/** The packaged jar as a process, real clients, real files: what a user would see. */
package dev.countersign.e2e;
