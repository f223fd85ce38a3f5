-- Lets Neovim's own LSP client (0.7, without pull diagnostics) show a file, and prints what it shows as JSON lines.
-- usage: LSP_CMD='["node","server.js","--stdio"]' LSP_ROOT=/abs nvim --headless --clean -n -c 'luafile neovim.lua' FILE
local function out(row) io.stdout:write(vim.fn.json_encode(row) .. '\n') end
local function fail(why)
  out({ error = why })
  vim.cmd('cquit 1')
end
-- vim.wait serves events until the condition holds; it does not just sleep.
local function await(what, milliseconds, ready)
  if not vim.wait(milliseconds, ready, 10) then fail('no ' .. what .. ' within ' .. milliseconds .. ' ms') end
end

local buffer = vim.api.nvim_get_current_buf()
local id = vim.lsp.start_client({
  cmd = vim.fn.json_decode(vim.env.LSP_CMD),
  name = 'sekretess',
  root_dir = vim.env.LSP_ROOT,
  workspace_folders = { { uri = vim.uri_from_fname(vim.env.LSP_ROOT), name = 'provsvar' } },
})
if not id then fail('the server did not start') end
vim.lsp.buf_attach_client(buffer, id)

local line = tonumber(vim.env.LINE) - 1
local function atLine()
  return vim.diagnostic.get(buffer, { lnum = line })
end
await('diagnostic', 60000, function() return #atLine() > 0 end)
for _, diagnostic in ipairs(atLine()) do
  local lsp = diagnostic.user_data.lsp
  out({
    line = diagnostic.lnum + 1,
    from = diagnostic.col,
    to = diagnostic.end_col,
    severity = vim.diagnostic.severity[diagnostic.severity],
    source = diagnostic.source,
    code = diagnostic.code or lsp.code,
    message = diagnostic.message,
    steps = vim.tbl_map(function(related)
      return { file = vim.uri_to_fname(related.location.uri), line = related.location.range.start.line + 1, message = related.message }
    end, lsp.relatedInformation or {}),
  })
end

-- The quick fix, as a key mapping would ask for it, applied by Neovim's own workspace edit.
local client = vim.lsp.get_client_by_id(id)
local diagnostic = atLine()[1]
local answer = client.request_sync('textDocument/codeAction', {
  textDocument = vim.lsp.util.make_text_document_params(buffer),
  range = {
    start = { line = diagnostic.lnum, character = diagnostic.col },
    ['end'] = { line = diagnostic.end_lnum, character = diagnostic.end_col },
  },
  context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(buffer, diagnostic.lnum, {}, id) },
}, 10000, buffer)
if not answer or not answer.result or #answer.result == 0 then fail('no code action') end
local fix
for _, action in ipairs(answer.result) do
  if action.title:find('^Suppress') then fix = fix or action end
end
if not fix then fail('no fix that suppresses') end
local before = #vim.diagnostic.get(buffer)
vim.lsp.util.apply_workspace_edit(fix.edit, client.offset_encoding)
await('end of the diagnostic', 30000, function() return #vim.diagnostic.get(buffer) < before end)
out({ fixed = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1] })

vim.lsp.stop_client(id)
await('end of the server', 10000, function() return vim.lsp.get_client_by_id(id) == nil end)
vim.cmd('qa!')
