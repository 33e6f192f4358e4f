package dev.countersign.access.certificate;

import dev.countersign.access.InvalidRule;
import dev.countersign.json.Printable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * The subject of a certificate: its parts in the order of the certificate. Two are equal when all their parts have the same
 * types and values. They are not compared as texts, because one name can be written in many ways.
 *
 * @param parts most have one attribute
 */
record SubjectName(List<Set<TypedValue>> parts) {
    /**
     * @param type an object identifier
     * @param value empty when it is no text; such a value equals no other
     */
    record TypedValue(String type, Optional<String> value) {}

    SubjectName {
        parts = List.copyOf(parts);
    }

    /** Empty for a principal of the JDK that is no valid name. */
    static Optional<SubjectName> find(X500Principal principal) {
        try {
            var parts = X500Name.getInstance(principal.getEncoded()).getRDNs();
            return Optional.of(
                    new SubjectName(Arrays.stream(parts).map(SubjectName::part).toList()));
        } catch (IllegalArgumentException | IllegalStateException unreadable) {
            return Optional.empty();
        }
    }

    private static Set<TypedValue> part(RDN part) {
        return Arrays.stream(part.getTypesAndValues()).map(SubjectName::typed).collect(Collectors.toUnmodifiableSet());
    }

    private static TypedValue typed(AttributeTypeAndValue attribute) {
        return new TypedValue(attribute.getType().getId(), text(attribute.getValue()));
    }

    private static Optional<String> text(ASN1Encodable value) {
        try {
            return value instanceof ASN1String text ? Optional.of(text.getString()) : Optional.empty();
        } catch (IllegalArgumentException notUtf8) {
            return Optional.empty();
        }
    }

    /**
     * Reads a name as people write it (RFC 4514), the last part of the certificate first: {@code CN=release,O=Example,C=US}.
     *
     * @throws InvalidRule for any other text
     */
    static SubjectName parse(String text) {
        try {
            // An LdapName counts from the right, as certificates do.
            var parts =
                    new LdapName(text).getRdns().stream().map(SubjectName::part).toList();
            if (!parts.isEmpty()) {
                return new SubjectName(parts);
            }
        } catch (InvalidNameException | IllegalArgumentException | IndexOutOfBoundsException notAName) {
            // Refused below. LdapName throws the last one for some texts.
        }
        throw new InvalidRule(Printable.quoted(text)
                + " is no subject (expected: such as CN=release,O=Example,C=US, with , + \" \\ < > ; escaped by \\)");
    }

    private static Set<TypedValue> part(Rdn part) {
        try {
            var attributes = part.toAttributes().getAll();
            var typed = new HashSet<TypedValue>();
            while (attributes.hasMore()) {
                var attribute = attributes.next();
                typed.add(new TypedValue(type(attribute.getID()), Optional.of(text(attribute))));
            }
            return Set.copyOf(typed);
        } catch (NamingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String text(Attribute attribute) throws NamingException {
        if (attribute.size() == 1 && attribute.get() instanceof String value) {
            return value;
        }
        throw new InvalidRule(attribute.getID() + " (expected: one text for each type in a part of a subject)");
    }

    private static String type(String word) {
        if (word.equalsIgnoreCase("SN")) {
            throw new InvalidRule("SN means two things (expected: serialNumber or surname)");
        }
        try {
            return BCStyle.INSTANCE.attrNameToOID(word).getId();
        } catch (IllegalArgumentException unknown) {
            throw new InvalidRule(Printable.quoted(word)
                    + " is no type of a subject (expected: such as CN, OU, O, or its object identifier)");
        }
    }
}
