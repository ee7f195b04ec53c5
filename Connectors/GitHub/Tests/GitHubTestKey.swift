/// An RSA key made for tests, which opens nothing.
enum GitHubTestKey {
    static let pem = """
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
}
