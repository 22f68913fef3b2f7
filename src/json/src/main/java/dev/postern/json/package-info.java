/**
 * JSON text and records as {@code JsonValue}. The only place that knows Jackson; depends on core.
 */
@NullMarked
package dev.postern.json;

import org.jspecify.annotations.NullMarked;
