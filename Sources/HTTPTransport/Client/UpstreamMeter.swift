import Metrics

/// Measures requests to others.
///
/// Every label of `voicegate_upstream_request_seconds` is of a closed set.
enum UpstreamMeter {
    static func record(
        _ request: OutboundRequest, _ result: Result<OutboundResponse, TransportError>, taking time: Duration
    ) {
        Timer(
            label: "voicegate_upstream_request_seconds",
            dimensions: [
                ("upstream", request.upstream), ("operation", request.operation), ("outcome", outcome(of: result)),
            ]
        ).record(duration: time)
    }

    static func outcome(of result: Result<OutboundResponse, TransportError>) -> String {
        switch result {
        case .success(let response):
            switch response.status {
            case 200..<300: "2xx"
            case 429: "429"
            case 400..<500: "4xx"
            case 500..<600: "5xx"
            default: "error"
            }
        case .failure(let error): error.code == .timeout ? "timeout" : "error"
        }
    }
}
