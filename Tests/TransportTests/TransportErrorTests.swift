import Testing
import Transport

@Suite("Errors")
struct TransportErrorTests {
    @Test("no refusal, fault of trust or bound is worth asking again", arguments: TransportError.Code.allCases)
    func transient(code: TransportError.Code) {
        let error = TransportError(code, place: "https://api.example.com/", detail: "it happened", advice: "Do this.")
        let passing: Set<TransportError.Code> = [
            .connectionRefused, .connectionFailed, .connectTimeout, .idleTimeout, .totalTimeout, .bodyCut,
            .protocolFault, .unknownHost,
        ]
        #expect(error.isTransient == passing.contains(code))
        #expect(error.description == "https://api.example.com/: it happened. Do this.")
    }
}
