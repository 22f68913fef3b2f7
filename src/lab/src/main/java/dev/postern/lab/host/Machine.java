package dev.postern.lab.host;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A host as its programs see it. */
public interface Machine {
    /** Its short name: {@code cp1}. */
    String name();

    FileTree files();

    Workings workings();

    Instant now();

    /** Addresses of its network interface; the loopback's are not among them. */
    List<InetAddress> addresses();

    /**
     * Does something later, whoever is connected then.
     *
     * @return call it to take it back
     */
    Runnable later(Duration after, Runnable work);

    /** A program changed a file; the model is told. */
    void changed(String path);
}
