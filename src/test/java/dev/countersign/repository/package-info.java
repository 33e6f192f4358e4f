/** Contracts of the ports: what fakes and adapters are both held to. */
@NullMarked
package dev.countersign.repository;

import org.jspecify.annotations.NullMarked;
