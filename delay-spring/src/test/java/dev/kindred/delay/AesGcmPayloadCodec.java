package dev.kindred.delay;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What docs/guides/http-push.md shows: AES-GCM with a random nonce in front. */
// tag::codec[]
class AesGcmPayloadCodec implements PayloadCodec {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    AesGcmPayloadCodec(byte[] key) { // 16, 24 or 32 bytes
        this.key = new SecretKeySpec(key, "AES");
    }

    @Override
    public byte[] encode(byte[] payload) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(payload);
        return ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    @Override
    public byte[] decode(byte[] stored) throws GeneralSecurityException {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        byte[] sealed = new byte[bytes.remaining()];
        bytes.get(sealed);
        return cipher(Cipher.DECRYPT_MODE, nonce).doFinal(sealed);
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }
}
// end::codec[]
