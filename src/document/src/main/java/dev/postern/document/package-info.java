/**
 * YAML with positions, so that every mistake of a file is reported at once with its line and caret.
 * The only place that knows a YAML library; depends on core.
 */
@NullMarked
package dev.postern.document;

import org.jspecify.annotations.NullMarked;
