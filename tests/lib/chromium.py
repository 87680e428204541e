# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
"""A page in headless chromium, over its DevTools pipe (messages that end with a zero byte, on descriptors 3 and 4)."""
import base64
import json
import os
import subprocess
import tempfile


class Page:
    def __init__(self, path, width=1200, height=800):
        to_browser, ours = os.pipe()
        theirs, from_browser = os.pipe()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command = ['chromium', '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
                   '--remote-debugging-pipe', f'--user-data-dir={self.folder.name}', f'--window-size={width},{height}', 'about:blank']

        def descriptors():
            os.dup2(os.dup(to_browser), 203)
            os.dup2(os.dup(from_browser), 204)
            os.dup2(203, 3)
            os.dup2(204, 4)
        self.process = subprocess.Popen(command, preexec_fn=descriptors, pass_fds=(3, 4), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.out, self.into = os.fdopen(ours, 'wb', buffering=0), os.fdopen(theirs, 'rb', buffering=0)
        self.buffer, self.number, self.session, self.errors = b'', 0, None, []
        target = next(t for t in self.call('Target.getTargets')['targetInfos'] if t['type'] == 'page')
        self.session = self.call('Target.attachToTarget', targetId=target['targetId'], flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Network'):
            self.call(f'{domain}.enable')
        self.requests = []
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call('Page.navigate', url=f'file://{path}')
        while self.value('document.readyState') != 'complete' or self.value('location.href') == 'about:blank':
            pass

    def receive(self):
        while b'\0' not in self.buffer:
            data = self.into.read(1 << 16)
            if not data:
                raise RuntimeError('chromium has ended')
            self.buffer += data
        message, _, self.buffer = self.buffer.partition(b'\0')
        return json.loads(message)

    def call(self, method, **params):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': params}
        if self.session:
            message['sessionId'] = self.session
        self.out.write(json.dumps(message).encode() + b'\0')
        while (answer := self.receive()).get('id') != self.number:
            if answer.get('method') == 'Runtime.exceptionThrown':
                self.errors.append(answer['params'])
            if answer.get('method') == 'Network.requestWillBeSent':
                self.requests.append(answer['params']['request']['url'])
        if 'error' in answer:
            raise RuntimeError(f'{method}: {answer["error"]}')
        return answer['result']

    def value(self, expression):
        result = self.call('Runtime.evaluate', expression=expression, returnByValue=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(f'{expression}: {result["exceptionDetails"]}')
        return result['result'].get('value')

    def mouse(self, kind, x, y, **more):
        self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, **more)

    def screenshot(self, path):
        with open(path, 'wb') as f:
            f.write(base64.b64decode(self.call('Page.captureScreenshot', format='png')['data']))

    def close(self):
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()
