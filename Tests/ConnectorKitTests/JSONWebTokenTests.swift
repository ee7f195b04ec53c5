import ConnectorKit
import CryptoExtras
import Foundation
import Inventory
import Testing
import Transport

/// Tokens and keys were made with OpenSSL (`openssl genrsa`, `openssl dgst -sha256 -sign`); RS256 is deterministic, so
/// that a right signature is the same bytes. The keys were made for these tests and open nothing.
@Suite("JSON Web Tokens")
struct JSONWebTokenTests {
    private static let claims: [String: JSONWebTokenSigner.Claim] = [
        "iss": .text("Iv23liEXAMPLE"), "iat": .number(1_699_999_940), "exp": .number(1_700_000_540),
        "aud": .list(["a", "b/c"]),
    ]

    @Test("the token is OpenSSL's, from either form of the key", arguments: [TestKeys.pkcs1, TestKeys.pkcs8])
    func signs(pem: String) throws {
        let signer = try JSONWebTokenSigner(privateKey: Secret(pem))
        #expect(try signer.sign(Self.claims).reveal { $0 } == TestKeys.token)
    }

    @Test("a key with an id says so in the header")
    func keyID() throws {
        let signer = try JSONWebTokenSigner(privateKey: Secret(TestKeys.pkcs8), keyID: "key-1")
        #expect(try signer.sign(Self.claims).reveal { $0 } == TestKeys.tokenWithKeyID)
    }

    @Test("PS256 says so in the header, and its signature stands by the key's public half")
    func pss() throws {
        let key = try _RSA.Signing.PrivateKey(pemRepresentation: TestKeys.pkcs8).publicKey
        let signer = try JSONWebTokenSigner(privateKey: Secret(TestKeys.pkcs8), algorithm: .ps256)
        let parts = try signer.sign(Self.claims).reveal { $0 }.split(separator: ".").map(String.init)
        let header = try #require(Self.data(parts[0]))
        #expect(String(decoding: header, as: UTF8.self) == #"{"alg":"PS256","typ":"JWT"}"#)
        let content = Data((parts[0] + "." + parts[1]).utf8)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(Self.data(parts[2])))
        #expect(key.isValidSignature(signature, for: content, padding: .PSS))
        #expect(!key.isValidSignature(signature, for: content, padding: .insecurePKCS1v1_5))
        #expect(!key.isValidSignature(signature, for: content + Data("x".utf8), padding: .PSS))
        // The salt is as long as the digest: OpenSSL's signature of `header.claims` with such a salt is taken too.
        let openSSL = _RSA.Signing.RSASignature(rawRepresentation: try #require(Self.data(TestKeys.pss)))
        #expect(key.isValidSignature(openSSL, for: Data("header.claims".utf8), padding: .PSS))
    }

    private static func data(_ text: String) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }

    @Test("blank lines and carriage returns about the key do not matter")
    func lines() throws {
        let pem = TestKeys.pkcs1.replacing("\n", with: "\r\n") + "\r\n"
        let token = try JSONWebTokenSigner(privateKey: Secret(pem)).sign(Self.claims)
        #expect(token.reveal { $0 } == TestKeys.token)
    }

    @Test(
        "what is no key is refused in words that hold nothing of it",
        arguments: [
            "", "not a key at all", TestKeys.pkcs1.replacing("MII", with: "XII"), String(TestKeys.pkcs8.prefix(400)),
            TestKeys.tooShort, TestKeys.pkcs1.replacing("RSA PRIVATE", with: "EC PRIVATE"),
        ])
    func refuses(pem: String) throws {
        let problem = try #require(throws: CredentialProblem.self) { try JSONWebTokenSigner(privateKey: Secret(pem)) }
        for line in pem.split(separator: "\n") where line.count > 8 {
            #expect(!problem.description.contains(line))
        }
        #expect(problem.description.contains("private_key"))
    }

    @Test("a signer and its token print nothing")
    func prints() throws {
        let signer = try JSONWebTokenSigner(privateKey: Secret(TestKeys.pkcs8))
        #expect("\(try signer.sign(Self.claims))" == "<secret>")
    }
}

/// Keys made for tests.
enum TestKeys {
    static let pkcs1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEpAIBAAKCAQEAiP5kPJ9vcgB3rqNT3NXx47FRKKydgzFS6f4CQ9rOcm97qspE
        hMHnU5ezHAoJV9Fb5Hfm13orShN+OK073ShYuEY49Zy2NS+uY7+e/VfUeNzEzAl6
        rw0DCxvMadnek5oq+yXnTh+49558sUwNCNX8CPaIruTNth3nXTfGk41dVoNu5o4d
        F1V9uk67W4V4pIw2cmTFTx2Ah3lasQZx61exfO7hqvyepoDq/RlyLpsmSBB71CRc
        je6mdLEHd/wP//tfBG3FmMudP9MdNuWojbfRSCWRUePgAM9p6r5VUtK/8UNwHiQX
        wAix2Uqxv0tb1y1xpEssbIrkcJs3TiWjQj4u0wIDAQABAoIBAC6nJ56nky3pL9jm
        4UPnDinC9IccBcYsUXbDXKUcCktZYO2gVWY6nJtQoZvuZREliJxNIu2FuuFOsyD9
        CdJ+j3wt2e727+w78TEiDDRtqTuBv3lWzxN3JG6viFUR76UnjvSZi2SFFBorvH4q
        jpPQP7UTtCePXuji1SxfNr6AGWXA/D38uJye4tG5F92DOwe8jQ2aD1CjGAGKnSDL
        J/FBB5wEvbqaoEVLgHST6w5c4j4SSKRaFHJNX/uehh/UIEC2o/wvY/fHQwHk6wzz
        Q8sOQqqVkd/D1AmNPQ8HcCQaIywGhhpzxcwmE8FGpFFpXUJJJ5pW0S9lNcGZoZ7e
        FKy/sRkCgYEAviuzArKruapZvf8Tr4HHdZzhtMG8HmpfkHDDH0ue4JSwhRFpuUUO
        dPFgZ+usnddlNphE7+2Qg0tyizu/AEDa6xeFm8rPsvygjVm0jcRrM3byj8tbJ44a
        dYPweMPOK/XMkzFuSh9IJCVKM36f/FlAAdwJLIbYFYM0mAFTAuFUwEsCgYEAuGpS
        wptnu2UwJwsBE/Z1NYf6Jnsx/fcDIOYV/sELIl5mowj7FoU1WaZvjF2rdBM506Fj
        XSMbugwcA6TZvrR6UgVtFFYE6/bLbt8HeGos6PX/vuKL6VjslxN74Cd19XjmvLRw
        MtTSs14YpJAU/VgyaKu1iiniiNWhRHSNt9fQhpkCgYAYSBwjTA0BN+8dg2RQFJIT
        QmTPX61VdN+e4ccIR++RXWrskrydG2QtKmTU4BK6VLZnsimbOQoquYd2n7pTnfRV
        8DrvGYZLpFYbtkiHkXzepWFzWtPYyRw3xRD/WoEIu+nTIYyjijr74ocG7DQhVIQH
        uMCzHsSYephMkF65D2xy4QKBgQCjN9dPzmOdBA3+QEsP9A4A9vx7moXAlSL7tyi4
        dPr5zDtjCMvSPsvdMOWBglYBQhLoL+rVwAEGRTl2MC1YEDxC4/KLEScCAUhENLlT
        5gUhmrhjpfbW7JFZlTEKT2KjhAIT+k9jbeGeRyXgYHVzVOAoq/Dc+/03xnwZLl9P
        237/4QKBgQCQQYEji0RbQhl6aq0mSib6zUi5hH3yBgrPVRhJ2FHRj8MPVvXqbegG
        m2WPYCg6JO3JIRdcLFqtvZqsnxUiwAbFSpiNs6Z9c/9krI9sdwCCGXNvDtmZ6uIJ
        vouKmXYBE17iqj0kus05GkNAfHnY7FMSHvIl/HmY3m+mStGF0XJFeg==
        -----END RSA PRIVATE KEY-----
        """

    /// The same key.
    static let pkcs8 = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCI/mQ8n29yAHeu
        o1Pc1fHjsVEorJ2DMVLp/gJD2s5yb3uqykSEwedTl7McCglX0Vvkd+bXeitKE344
        rTvdKFi4Rjj1nLY1L65jv579V9R43MTMCXqvDQMLG8xp2d6Tmir7JedOH7j3nnyx
        TA0I1fwI9oiu5M22HeddN8aTjV1Wg27mjh0XVX26TrtbhXikjDZyZMVPHYCHeVqx
        BnHrV7F87uGq/J6mgOr9GXIumyZIEHvUJFyN7qZ0sQd3/A//+18EbcWYy50/0x02
        5aiNt9FIJZFR4+AAz2nqvlVS0r/xQ3AeJBfACLHZSrG/S1vXLXGkSyxsiuRwmzdO
        JaNCPi7TAgMBAAECggEALqcnnqeTLekv2ObhQ+cOKcL0hxwFxixRdsNcpRwKS1lg
        7aBVZjqcm1Chm+5lESWInE0i7YW64U6zIP0J0n6PfC3Z7vbv7DvxMSIMNG2pO4G/
        eVbPE3ckbq+IVRHvpSeO9JmLZIUUGiu8fiqOk9A/tRO0J49e6OLVLF82voAZZcD8
        Pfy4nJ7i0bkX3YM7B7yNDZoPUKMYAYqdIMsn8UEHnAS9upqgRUuAdJPrDlziPhJI
        pFoUck1f+56GH9QgQLaj/C9j98dDAeTrDPNDyw5CqpWR38PUCY09DwdwJBojLAaG
        GnPFzCYTwUakUWldQkknmlbRL2U1wZmhnt4UrL+xGQKBgQC+K7MCsqu5qlm9/xOv
        gcd1nOG0wbweal+QcMMfS57glLCFEWm5RQ508WBn66yd12U2mETv7ZCDS3KLO78A
        QNrrF4Wbys+y/KCNWbSNxGszdvKPy1snjhp1g/B4w84r9cyTMW5KH0gkJUozfp/8
        WUAB3AkshtgVgzSYAVMC4VTASwKBgQC4alLCm2e7ZTAnCwET9nU1h/omezH99wMg
        5hX+wQsiXmajCPsWhTVZpm+MXat0EznToWNdIxu6DBwDpNm+tHpSBW0UVgTr9stu
        3wd4aizo9f++4ovpWOyXE3vgJ3X1eOa8tHAy1NKzXhikkBT9WDJoq7WKKeKI1aFE
        dI2319CGmQKBgBhIHCNMDQE37x2DZFAUkhNCZM9frVV0357hxwhH75FdauySvJ0b
        ZC0qZNTgErpUtmeyKZs5Ciq5h3afulOd9FXwOu8ZhkukVhu2SIeRfN6lYXNa09jJ
        HDfFEP9agQi76dMhjKOKOvvihwbsNCFUhAe4wLMexJh6mEyQXrkPbHLhAoGBAKM3
        10/OY50EDf5ASw/0DgD2/HuahcCVIvu3KLh0+vnMO2MIy9I+y90w5YGCVgFCEugv
        6tXAAQZFOXYwLVgQPELj8osRJwIBSEQ0uVPmBSGauGOl9tbskVmVMQpPYqOEAhP6
        T2Nt4Z5HJeBgdXNU4Cir8Nz7/TfGfBkuX0/bfv/hAoGBAJBBgSOLRFtCGXpqrSZK
        JvrNSLmEffIGCs9VGEnYUdGPww9W9ept6AabZY9gKDok7ckhF1wsWq29mqyfFSLA
        BsVKmI2zpn1z/2Ssj2x3AIIZc28O2Znq4gm+i4qZdgETXuKqPSS6zTkaQ0B8edjs
        UxIe8iX8eZjeb6ZK0YXRckV6
        -----END PRIVATE KEY-----
        """

    /// 1024 bits.
    static let tooShort = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICWwIBAAKBgQChrFgQ6Fv+67EgibQpVOez3XnC1pCRIr6Us0/YoKLaX87BGl/Y
        yUcYRulOznL4zkyLQ1eENe0yxLubkxUJOtMYcOSUZDFmdFEkY642yhApNgnUkzKO
        htjCMBtvI6c8TYcBXWSsG5j8RmdtFuqAQKbCFOHsYQXxArd8CsLzzD504wIDAQAB
        AoGAUIlxCWMmyNOSVfojBF/mWIRgrn2CYLplI+A7S1eiKJSHg0xnKLADuYVBnd9c
        CLOED+/I/fR7J8o3BuX7GbDzDLP3UuXY3R/3uoMbtaxnPgTr3Jvl4Qe3tPHPH4mQ
        0vVBLsxXygVxwk8PwA0l7hv6aRUDxlrFgAYnF3J2A2JdS0kCQQDUaBZVvdXR5x0p
        KPMxdX9i3Wzfm0UD9jdaWbKh9741QGBWpfS5UgENjyeenJDGxibsXsmpeNxE9e7N
        U9pGKgD1AkEAwtq1ZGtO4pj+qsDqbBS+Ykfsp8EfM7I10lxkAqauuBVqZg2jQsmn
        PdDaOyIlkTGbnBatc5skcUsKAkZBONoXdwJAXwlPbP+qSueYkZED9w42d/rQut/T
        Kmmg7KkTlwqtLVBnin1omP6LABEcTgiJcpa4Vaw3mL899xD+zxoEoL4sfQJAd7Hl
        73PDl4qoFbg/yHjNoo3QIBSP2C/GxBwhC0fc2BO/skT6XxKEe4KKK/0D2rcAgdek
        YPmSX03bLh59/jBqbQJAXElOOi5dEBnjofNGQKtwYR1fRGdH2CusU4FxolOdp2OZ
        VIFIaWhJNO7p5zw+4J1bsjv41q4O9ttJCHqftju2kQ==
        -----END RSA PRIVATE KEY-----
        """

    static let token =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOlsiYSIsImIvYyJdLCJleHAiOjE3MDAwMDA1NDAsImlhd"
        + "CI6MTY5OTk5OTk0MCwiaXNzIjoiSXYyM2xpRVhBTVBMRSJ9.LLa1qE-AW8beuHiUP3h5eY9YzIHO8AtCa9cxFgEQSU"
        + "TkjXpc-KEv2vxz2vEbEw8mIdvHE3gjFTHfUh_ogn1m9yo72Ny9VVjLUlhQO4Yq7IG65r08V-zfmUtjzV7J-lUia-cn"
        + "CdLdy5Spd61Narc_qw_36veHTN0dt_7SDRqiIWlKRATUdtQ_8sdx-gxwk-f_TIDG1dWfDyuzp8Amn8DGl7NgMKnEng"
        + "7KZqynwGt7UPHG5Cqt7xW9P04zEisDEUxsROZniB87F0bYSB_leJFEqilnxnX1skclRP0Gk7561Hijco42WRDkRnn1"
        + "Smh-CCXgttohkmD54o3PSorKyQj3rA"

    /// `openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -sign`.
    static let pss =
        "MFBjyul0++gATUlvO6tdxU3Zz7VU3ob7WDp58nxNTcfDpjEYS4CAcMJgEhyRMoF3ETYucdQg0d1XZtAFfwbeQkmVrqkrTQJxlwYdX0K078ip"
        + "jxE8IiZ3FihihCxNOCokzO5VVwl0CUWZvhWmUvMhWDnX+WK61de+aQqmhm05oD7uRkHOfzcBUA2yqxCPKVcrMYtkN+MFgm7SDq6TWfueF3/e"
        + "Oo4HS6Rvu5ihzV+3Q1YRf69AqaCmsc1rmizVvxF9NfDRmFLIrtbLJ1+EVeWgasEGjAvXTCHq6HaRbCx+/IsQARIsgHGa3b1k+5JoO8h/0vq4"
        + "A+foZISPy4LTs3Fi0w=="

    static let tokenWithKeyID =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImtleS0xIiwidHlwIjoiSldUIn0.eyJhdWQiOlsiYSIsImIvYyJdLCJleHAiOj"
        + "E3MDAwMDA1NDAsImlhdCI6MTY5OTk5OTk0MCwiaXNzIjoiSXYyM2xpRVhBTVBMRSJ9.CRzzS8GxgzSp6ttz_TcG1SV"
        + "88d-6hY1RnGoy16DopiHDYBGAcw1iffWTGrT66ix8LYp0mCq-HrPKuVk7C9h_hxbb1dPRxANB6YmWwZIzBSH0JbnZP"
        + "bOr4rj3w9qQAlY-VIAIj_s3zrSslNOgEuFAQQMQZGueuXCk-CVaFtOaj3_AgHCFXybgt5QscCjBeRvNZJn8kTmyh-Z"
        + "Zxd_9bZDaSc-T_C1czdKLmsgJgKMuOJbie173TTBiUHwFCmW4lC1sK-627W7jZG91oICVw7t2s5OsrkG9FZy-0ijlq"
        + "urZwvV4jXcm0JqsE87yeFoxD_zJb6P5nDSX-tdcvjG9xWOMpA"
}
