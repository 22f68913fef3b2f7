package dev.postern.lab.host;

import java.net.InetSocketAddress;

/**
 * Who is logged in, and from where.
 *
 * @param user the account's name
 * @param uid its number; 0 is root
 * @param from the client's end of the connection, as the host sees it
 * @param to the host's end of it
 */
public record Login(String user, int uid, InetSocketAddress from, InetSocketAddress to) {

    /** What the SSH server puts into {@code SSH_CONNECTION}. */
    public String sshConnection() {
        return text(from) + " " + text(to);
    }

    private static String text(InetSocketAddress end) {
        return end.getAddress().getHostAddress() + " " + end.getPort();
    }
}
