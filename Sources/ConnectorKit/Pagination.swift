import Foundation
import Transport

/// How the next page is asked for: a closed set, so that the engine can check every kind for loops and shifts.
public enum Pagination: Sendable {
    case single
    /// `Link: <…>; rel="next"` (RFC 8288). With `pageParameter`, `rel="last"` tells how many pages there are and they
    /// are asked for side by side; numbered pages shift.
    case linkHeader(pageParameter: String? = nil)
    /// A cursor in the body, sent back in a parameter. Cursor lists are stable.
    case cursor(parameter: CursorPlace)
    /// A whole URL in the body (`nextRecordsUrl`, `@odata.nextLink`), held to the origin rules.
    case nextURL
    /// `page=1, 2, …` until a page is empty, or the stated total is reached.
    case pageNumber(parameter: String, firstPage: Int = 1)
    /// `startIndex=1, 101, …` until the stated total is reached (RFC 7644 section 3.4.2.4 counts from 1).
    case offset(parameter: String, firstOffset: Int = 0)

    public enum CursorPlace: Sendable, Hashable {
        case query(String)
        /// A form-encoded body (AWS Query API).
        case form(String)
        /// A key of a JSON body, inner ones after a dot: `after`, `variables.after` (GraphQL).
        case json(String)
    }

    /// Whether rows may move between pages while they are read, so that a first absence proves nothing.
    public var shifts: Bool {
        switch self {
        case .single, .cursor, .nextURL: false
        case .linkHeader(let pageParameter): pageParameter != nil
        case .pageNumber, .offset: true
        }
    }
}
