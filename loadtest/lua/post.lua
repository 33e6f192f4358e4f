-- wrk: POST one artifact a request, never the same twice. The first argument after -- makes this run's names its own.
local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    run = args[1] or "r"
    count = 0
    head = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. os.getenv("COUNTERSIGN_TOKEN") }
    -- 48 of 64 hex digits are fixed for a thread: what is hashed does not matter, that it differs does.
    tail = string.rep(string.format("%08x", 0x5eed0000 + number), 6)
end

function request()
    count = count + 1
    local name = string.format("lib-%s-%d-%d", run, number, count)
    local body = string.format(
        '{"artifacts":[{"path":"org/example/%s/1.0.0/%s-1.0.0.jar","info":{"length":%d,"hashes":{"sha256":"%016x%s"}}}],'
            .. '"add_task_id_to_custom":false,"publish_artifacts":true}',
        name, name, 1000 + count % 900000, count, tail)
    return wrk.format("POST", "/api/v1/artifacts/", head, body)
end
