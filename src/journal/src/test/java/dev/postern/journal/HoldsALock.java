package dev.postern.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Another process that has a file's lock until it is closed: within one the kernel does not ask.
 */
final class HoldsALock implements AutoCloseable {
    private final Process process;

    private HoldsALock(Process process) {
        this.process = process;
    }

    /** Starts one; it has the lock when this returns. */
    static HoldsALock of(Path file) throws IOException {
        Process process = started(file, "wait");
        String said = said(process);
        if (!"held".equals(said)) {
            process.destroyForcibly();
            throw new IOException("it has no lock: " + said);
        }
        return new HoldsALock(process);
    }

    /** Whether another process would get it just now. */
    static boolean isFree(Path file) throws IOException {
        Process process = started(file, "try");
        try (HoldsALock other = new HoldsALock(process)) {
            return said(process).equals("held");
        }
    }

    private static String said(Process process) throws IOException {
        var out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
        return String.valueOf(new BufferedReader(out).readLine());
    }

    private static Process started(Path file, String how) throws IOException {
        Path classes =
                Path.of(
                        HoldsALock.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes.toString(),
                        HoldsALock.class.getName(),
                        file.toString(),
                        how)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Lets it go; the lock is free when this returns. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    public static void main(String[] args) throws IOException {
        try (FileChannel file =
                        FileChannel.open(
                                Path.of(args[0]),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = args[1].equals("try") ? file.tryLock() : file.lock()) {
            System.out.println(lock != null && lock.isValid() ? "held" : "not held");
            while (System.in.read() >= 0) {}
        }
    }
}
