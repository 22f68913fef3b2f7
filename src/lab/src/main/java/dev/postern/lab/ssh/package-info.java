/** The SSH servers of the simulated hosts: real ones, on loopback addresses of their own. */
@NullMarked
package dev.postern.lab.ssh;

import org.jspecify.annotations.NullMarked;
