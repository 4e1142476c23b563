package dev.kindred.delay.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses to which no task is ever sent. Private networks and this machine are not among them: a target is the operator's word, and other services live there. These are: what every cloud answers with
 * credentials (169.254.169.254 and the whole local link, and those of single clouds elsewhere), and what is no single machine. An IPv4 address within an IPv6 one counts as itself.
 */
final class UnsafeAddresses {

    private static final Set<InetAddress> METADATA = Set.of(
            address(0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54), // AWS
            address(0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54), // Google
            address(100, 100, 100, 200), // Alibaba
            address(168, 63, 129, 16), // Azure
            address(192, 0, 0, 192)); // Oracle

    private UnsafeAddresses() {}

    /** What an address is that nothing is sent to; null if it may be used. */
    static @Nullable String refusal(InetAddress address) {
        InetAddress inner = embedded(address.getAddress());
        if (inner != null) {
            return refusal(inner);
        }
        if (address.isLinkLocalAddress()) {
            return "of the local link (169.254.0.0/16, fe80::/10), where clouds keep credentials";
        }
        if (METADATA.contains(address)) {
            return "that of a cloud's metadata";
        }
        if (address.isMulticastAddress()) {
            return "that of a group";
        }
        byte[] bytes = address.getAddress();
        boolean nowhere = address.isAnyLocalAddress()
                || address instanceof Inet4Address && (bytes[0] == 0 || (bytes[0] & 0xf0) == 0xf0);
        return nowhere ? "that of no machine" : null;
    }

    /** The IPv4 address in ::a.b.c.d, 64:ff9b::/96 and 2002::/16. Java itself unwraps ::ffff:a.b.c.d. */
    private static @Nullable InetAddress embedded(byte[] bytes) {
        if (bytes.length != 16) {
            return null;
        }
        if (bytes[0] == 0x20 && bytes[1] == 0x02) {
            return address(bytes[2], bytes[3], bytes[4], bytes[5]);
        }
        byte[] prefix = Arrays.copyOf(bytes, 12);
        byte[] translated = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
        // ::0 and ::1 are what they are.
        boolean compatible = Arrays.equals(prefix, new byte[12]) && (bytes[12] != 0 || bytes[13] != 0);
        return compatible || Arrays.equals(prefix, translated)
                ? address(bytes[12], bytes[13], bytes[14], bytes[15])
                : null;
    }

    private static InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) { // only for other lengths than 4 and 16
            throw new IllegalArgumentException(impossible);
        }
    }
}
