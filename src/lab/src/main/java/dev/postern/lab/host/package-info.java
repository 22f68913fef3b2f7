/** A simulated control-plane host: its files, its firewall and the programs that it understands. */
@NullMarked
package dev.postern.lab.host;

import org.jspecify.annotations.NullMarked;
