/// Where a report goes, in pieces: a million rows need no more memory than a few.
public final class ReportOutput {
    private let write: ([UInt8]) throws -> Void
    private let pieceSize: Int
    private var piece: [UInt8] = []

    /// - Parameter write: gets pieces of about `pieceSize` bytes, and the rest on `flush`.
    public init(pieceSize: Int = 32 << 10, write: @escaping ([UInt8]) throws -> Void) {
        self.pieceSize = pieceSize
        self.write = write
    }

    /// - Throws: what the closure throws.
    public func append(_ text: String) throws {
        piece.append(contentsOf: text.utf8)
        if piece.count >= pieceSize { try flush() }
    }

    func append(_ value: JSONValue) throws {
        value.append(to: &piece)
        if piece.count >= pieceSize { try flush() }
    }

    public func flush() throws {
        guard !piece.isEmpty else { return }
        let full = piece
        piece.removeAll(keepingCapacity: true)
        try write(full)
    }
}
