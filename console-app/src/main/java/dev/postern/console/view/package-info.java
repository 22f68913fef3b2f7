/** What is shown: human pages and JSON; the only place that knows colour and width. */
@NullMarked
package dev.postern.console.view;

import org.jspecify.annotations.NullMarked;
