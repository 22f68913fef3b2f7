package dev.postern.pinnednames;

import org.minidns.dnsmessage.DnsMessage;
import org.minidns.record.A;
import org.minidns.record.AAAA;
import org.minidns.record.CNAME;
import org.minidns.record.Data;
import org.minidns.record.Record;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A name server on the loopback, over UDP and TCP, that says what a test wants it to say. */
final class LoopbackNameServer implements AutoCloseable {
    /**
     * What is sent back, each in a datagram of its own; over TCP the first one, with its length.
     */
    interface Says {
        List<byte[]> to(DnsMessage query, boolean tcp) throws IOException;
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Says says;
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    LoopbackNameServer(Says says) throws IOException {
        this(0, says);
    }

    /**
     * @param port 0 for any that is free
     */
    LoopbackNameServer(int port, Says says) throws IOException {
        this.says = says;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        tcp = new ServerSocket(port, 10, loopback);
        udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
        threads.submit(this::datagrams);
        threads.submit(this::connections);
    }

    InetSocketAddress at() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    /** "udp name. TYPE", in the order of their arrival. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private DnsMessage query(byte[] bytes, String how) throws IOException {
        DnsMessage query = new DnsMessage(bytes);
        asked.add(how + " " + query.getQuestion().name + " " + query.getQuestion().type);
        return query;
    }

    private Void datagrams() throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            udp.receive(packet);
            DnsMessage query = query(Arrays.copyOf(packet.getData(), packet.getLength()), "udp");
            for (byte[] answer : says.to(query, false)) {
                udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        }
    }

    private Void connections() throws IOException {
        while (true) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DnsMessage query = query(in.readNBytes(in.readUnsignedShort()), "tcp");
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                for (byte[] answer : says.to(query, true)) {
                    out.write(answer);
                    out.flush();
                }
                // Until the client has gone, so that it decides how this ends.
                in.readAllBytes();
            }
        }
    }

    /** With the length before it, as it goes over TCP. */
    static byte[] framed(byte[] message) {
        byte[] all = new byte[message.length + 2];
        all[0] = (byte) (message.length >> 8);
        all[1] = (byte) message.length;
        System.arraycopy(message, 0, all, 2, message.length);
        return all;
    }

    /** The question with these answers. */
    static DnsMessage.Builder answer(DnsMessage query, Record<?>... answers) {
        DnsMessage.Builder all = query.getResponseBuilder(DnsMessage.RESPONSE_CODE.NO_ERROR);
        for (Record<?> a : answers) {
            all.addAnswer(a);
        }
        return all;
    }

    static Record<? extends Data> a(String name, long ttl, String address) {
        return new Record<>(name, Record.TYPE.A, Record.CLASS.IN, ttl, new A(address), false);
    }

    static Record<? extends Data> aaaa(String name, long ttl, String address) {
        return new Record<>(name, Record.TYPE.AAAA, Record.CLASS.IN, ttl, new AAAA(address), false);
    }

    static Record<? extends Data> cname(String name, long ttl, String target) {
        return new Record<>(
                name, Record.TYPE.CNAME, Record.CLASS.IN, ttl, new CNAME(target), false);
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the test's name server", e);
        }
        threads.shutdownNow();
        threads.close();
    }
}
