/** The simulated fleet as a whole: what starts it, breaks it and knows the truth about it. */
@NullMarked
package dev.postern.lab;

import org.jspecify.annotations.NullMarked;
