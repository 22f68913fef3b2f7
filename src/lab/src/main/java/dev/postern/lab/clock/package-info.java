/** The lab's virtual time, for the model, for its servers, and for parties in any process. */
@NullMarked
package dev.postern.lab.clock;

import org.jspecify.annotations.NullMarked;
