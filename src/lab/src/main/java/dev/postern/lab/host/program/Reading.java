package dev.postern.lab.host.program;

import dev.postern.lab.host.Errno;
import dev.postern.lab.host.Program.Call;
import dev.postern.lab.host.Workings.Memory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Reading a file, whether it lies on the disk or is made when somebody looks. */
final class Reading {
    private Reading() {}

    static byte[] whole(Call call, String path) throws Errno.Failed {
        return last(call, path, Integer.MAX_VALUE);
    }

    static byte[] last(Call call, String path, int count) throws Errno.Failed {
        if (path.equals("/proc/meminfo")) {
            return meminfo(call.machine().workings().memory());
        }
        Optional<byte[]> live = call.machine().workings().liveFile(path, count);
        if (live.isPresent() && call.user() != 0) {
            throw new Errno.Failed(Errno.EACCES);
        }
        byte[] bytes =
                live.isPresent() ? live.get() : call.machine().files().read(path, call.user());
        return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - count), bytes.length);
    }

    private static byte[] meminfo(Memory memory) {
        String text =
                line("MemTotal", memory.total())
                        + line("MemFree", memory.available() / 2)
                        + line("MemAvailable", memory.available())
                        + line("Buffers", 64L << 20)
                        + line("Cached", memory.available() / 2)
                        + line("SwapTotal", 0)
                        + line("SwapFree", 0);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String line(String name, long bytes) {
        return String.format("%-15s %8d kB%n", name + ":", bytes / 1024).replace("\r", "");
    }
}
