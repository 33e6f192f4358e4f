/**
 * What all services that keep keys have in common: requests, answers, and what their refusals mean. A room for each of them is
 * below. A call is one request; who asks again, and when, is for callers to decide ({@link
 * dev.countersign.sign.KeyUnavailable#again}).
 */
@NullMarked
@CheckReturnValue
package dev.countersign.sign.kms;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
