/** The programs of a simulated host, one small class each. What they do not know, they refuse. */
@NullMarked
package dev.postern.lab.host.program;

import org.jspecify.annotations.NullMarked;
