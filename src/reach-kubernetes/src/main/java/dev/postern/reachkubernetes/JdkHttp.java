package dev.postern.reachkubernetes;

/**
 * What the JDK's HTTP client reads once, from system properties, when its classes are loaded.
 *
 * <p>The launcher passes them with {@code -D}; {@link #prepare()} sets those that it did not, which
 * is early enough where nothing else has used that client before. Facts: sources of JDK 25.0.3,
 * {@code jdk.internal.net.http.MultiExchange} and {@code HttpClientImpl}.
 */
public final class JdkHttp {
    /**
     * "true": a refused connection is not tried a second time, and says "refused" instead of
     * nothing.
     */
    public static final String NO_SECOND_CONNECT = "jdk.httpclient.disableRetryConnect";

    /**
     * Seconds that an idle connection is kept: the default of 30 is too near to our touch of 20.
     */
    public static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

    /** The longest that a Kubernetes API server keeps an idle connection is 90 s. */
    public static final String KEEP_ALIVE_SECONDS = "600";

    private JdkHttp() {}

    /** Sets what is not set. */
    public static void prepare() {
        if (System.getProperty(NO_SECOND_CONNECT) == null) {
            System.setProperty(NO_SECOND_CONNECT, "true");
        }
        if (System.getProperty(KEEP_ALIVE) == null) {
            System.setProperty(KEEP_ALIVE, KEEP_ALIVE_SECONDS);
        }
    }
}
