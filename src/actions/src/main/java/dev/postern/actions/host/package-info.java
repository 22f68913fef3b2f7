/** What a control-plane host shows of itself, read by commands. Depends on core and json. */
@NullMarked
package dev.postern.actions.host;

import org.jspecify.annotations.NullMarked;
