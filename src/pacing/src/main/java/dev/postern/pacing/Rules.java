package dev.postern.pacing;

import dev.postern.core.pace.Endpoint;

/**
 * The numbers that hold for an endpoint. Rates are per second.
 *
 * @param sick requests while it is sick
 * @param recovering requests while it is sick still, and has answered at once for a while
 * @param well requests once it has answered well for a minute
 * @param sickConnections new connections while it is sick
 * @param atOnce requests in flight
 */
record Rules(
        Rate sick,
        Rate recovering,
        Rate well,
        Rate sickConnections,
        Rate wellConnections,
        int atOnce) {
    /** At most {@code burst} at once, {@code perSecond} in the long run. */
    record Rate(double perSecond, double burst) {}

    /** Over the whole fleet. */
    static final Rate FLEET = new Rate(50, 50);

    static Rules of(Endpoint endpoint) {
        return switch (endpoint) {
            // Load stays below a thousandth of one server of 16 cores, even where handshakes cost 3
            // ms each.
            case Endpoint.Api api ->
                    new Rules(
                            new Rate(0.5, 2),
                            new Rate(2, 2),
                            new Rate(5, 5),
                            new Rate(0.1, 1),
                            new Rate(1, 2),
                            2);
            // All sessions are to be open within a minute, on hosts that nobody has called well
            // yet:
            // the rules for a sick server would make the first connect the slowest of all.
            case Endpoint.Ssh ssh ->
                    new Rules(
                            new Rate(1, 3),
                            new Rate(1, 3),
                            new Rate(1, 3),
                            new Rate(1, 3),
                            new Rate(1, 3),
                            4);
            case Endpoint.Cloud cloud ->
                    new Rules(
                            new Rate(1, 5),
                            new Rate(1, 5),
                            new Rate(2, 5),
                            new Rate(1, 5),
                            new Rate(2, 5),
                            2);
        };
    }
}
