/** Mirrors that are buckets of stores that speak S3. */
@NullMarked
@CheckReturnValue
package dev.countersign.mirror.s3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
