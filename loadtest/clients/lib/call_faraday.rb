# One call with Faraday: ADDRESS METHOD PATH, a JSON body on standard input. Prints status and body as JSON.
require "faraday"
require "json"

address, method, path = ARGV
body = $stdin.read
connection = Faraday.new(url: address)
answer = connection.run_request(method.downcase.to_sym, path, body.empty? ? nil : body, { "Content-Type" => "application/json" })
puts JSON.generate(status: answer.status, body: JSON.parse(answer.body))
