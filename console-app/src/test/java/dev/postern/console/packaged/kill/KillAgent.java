package dev.postern.console.packaged.kill;

import dev.postern.journal.Entry;
import dev.postern.journal.Event;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A Java agent that ends the process of a run by SIGKILL at one {@link KillPoint}: the journal's
 * own code, with a call at both ends of what writes and syncs a line. The journal's lock is held
 * there, so nothing is written after it; the product knows nothing of it.
 */
public final class KillAgent {
    private static final String JOURNAL = "dev/postern/journal/JournalFile";
    private static final String WRITES = "writeLine";

    private static @Nullable Order order;

    private KillAgent() {}

    /** Makes the agent's jar of the classes of this package. */
    public static void jar(Path to) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", KillAgent.class.getName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to), manifest)) {
            for (Class<?> c :
                    List.of(
                            KillAgent.class,
                            Edges.class,
                            Edges.Calls.class,
                            Order.class,
                            Order.At.class,
                            Order.AtAnyOther.class,
                            KillPoint.class,
                            KillPoint.Moment.class)) {
                String name = c.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (var in = KillAgent.class.getClassLoader().getResourceAsStream(name)) {
                    if (in == null) {
                        throw new IOException("no class " + name);
                    }
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }

    /** What the JVM calls before {@code main}: only a run's process is meant. */
    public static void premain(String file, Instrumentation instrumentation) throws IOException {
        if (System.getProperty("sun.java.command", "").contains(" run-process ")) {
            order = Order.read(Path.of(file));
            instrumentation.addTransformer(new Edges());
        }
    }

    /** Called by the journal, its lock held. */
    public static void before(Entry entry) throws IOException {
        arrived(KillPoint.Moment.BEFORE, entry.event());
    }

    /** Called by the journal, its lock held. */
    public static void after(Entry entry) throws IOException {
        arrived(KillPoint.Moment.AFTER, entry.event());
    }

    private static void arrived(KillPoint.Moment moment, Event event) throws IOException {
        Order given = order;
        if (given == null || !given.isDue(moment, event)) {
            return;
        }
        new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid())).start();
        while (true) {
            LockSupport.park();
        }
    }

    /** Puts the two calls into the journal. */
    static final class Edges implements ClassFileTransformer {
        private static final ClassDesc AGENT = ClassDesc.of(KillAgent.class.getName());
        private static final MethodTypeDesc TAKES_ENTRY =
                MethodTypeDesc.ofDescriptor("(Ldev/postern/journal/Entry;)V");

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            if (!name.equals(JOURNAL)) {
                return null;
            }
            ClassFile file = ClassFile.of();
            return file.transformClass(
                    file.parse(bytes),
                    ClassTransform.transformingMethodBodies(
                            m -> m.methodName().equalsString(WRITES),
                            CodeTransform.ofStateful(Calls::new)));
        }

        /** In slot 1 is the entry. */
        static final class Calls implements CodeTransform {
            @Override
            public void atStart(CodeBuilder code) {
                code.aload(1).invokestatic(AGENT, "before", TAKES_ENTRY);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                if (element instanceof ReturnInstruction) {
                    code.aload(1).invokestatic(AGENT, "after", TAKES_ENTRY);
                }
                code.with(element);
            }
        }
    }
}
