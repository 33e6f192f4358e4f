/**
 * What an audit says: who did what, from where, and with which bytes; and the hash that the public log takes of it. No
 * I/O, no clock. The port that keeps rows is {@code repository.AuditTrail}.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
