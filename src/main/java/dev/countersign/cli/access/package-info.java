/**
 * Who a command is to a server: tokens from a file, from the environment, from what the user has logged in with, and from a
 * quickstart of this user on this machine. Each goes to the server it is for, and nowhere else.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.cli.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
