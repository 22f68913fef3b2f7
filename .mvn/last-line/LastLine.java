import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Shows a file's text as the last thing that Maven says. Runs within Maven's own Java, where the only thing that comes
 * after the reactor's summary is the end of the process.
 */
public final class LastLine extends Thread {
    private final String text;

    private LastLine(String text) {
        // The group of threads in which a plugin runs a program does not live as long as Maven.
        super(outermost(Thread.currentThread().getThreadGroup()), "last line");
        this.text = text;
    }

    private static ThreadGroup outermost(ThreadGroup group) {
        return group.getParent() == null ? group : outermost(group.getParent());
    }

    public static void main(String[] args) throws IOException {
        Runtime.getRuntime().addShutdownHook(new LastLine(Files.readString(Path.of(args[0]))));
    }

    @Override
    public void run() {
        System.out.print(text);
        System.out.flush();
    }
}
