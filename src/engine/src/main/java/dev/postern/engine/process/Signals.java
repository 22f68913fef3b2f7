package dev.postern.engine.process;

import dev.postern.engine.run.RunControl;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGTERM and SIGINT ask the run to stop, once and twice; SIGHUP is ignored, for a run survives its
 * terminal.
 *
 * <p>By reflection, since {@code sun.misc.Signal} is the only way and the compiler warns of it. A
 * shutdown hook is none: when it runs, the machine is going down already.
 */
final class Signals implements AutoCloseable {
    private final List<Object[]> before = new ArrayList<>();

    private Signals() {}

    static Signals handle(RunControl control) {
        Signals signals = new Signals();
        AtomicInteger times = new AtomicInteger();
        signals.on("TERM", () -> control.stop(times.incrementAndGet(), "SIGTERM"));
        signals.on("INT", () -> control.stop(times.incrementAndGet(), "SIGINT"));
        signals.on("HUP", () -> {});
        return signals;
    }

    // A proxy is equal to itself only.
    @SuppressWarnings("ReferenceEquality")
    private void on(String name, Runnable work) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler body =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            work.run();
                            return null;
                        }
                        return switch (method.getName()) {
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> arguments != null && proxy == arguments[0];
                            default -> "run's handler of SIG" + name;
                        };
                    };
            Object mine =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(), new Class<?>[] {handler}, body);
            Object number = signal.getConstructor(String.class).newInstance(name);
            Object old = signal.getMethod("handle", signal, handler).invoke(null, number, mine);
            if (old != null) {
                before.add(new Object[] {number, old});
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // A machine without this signal, or one that reserves it (-Xrs): the run works, and is
            // stopped through its socket.
        }
    }

    /** Puts back the handlers of before: a test, or a console that runs a run inside itself. */
    @Override
    public void close() {
        for (Object[] pair : before) {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                signal.getMethod("handle", signal, handler).invoke(null, pair[0], pair[1]);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                // It was set, so it can be set.
            }
        }
    }
}
