/**
 * SSH by JSch: sessions, jump hosts, commands, files, tunnels, host keys and identities. JSch is
 * seen nowhere outside. Depends on {@code core}.
 */
@NullMarked
package dev.postern.reachssh;

import org.jspecify.annotations.NullMarked;
